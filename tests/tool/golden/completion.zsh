#compdef small-tool
# zsh completion, made by `small-tool completion zsh`
_small_tool() {
  local curcontext=$curcontext state line
  _arguments -C \
      '(-h --help)-h[Print this help message and exit]' \
      '(-h --help)--help[Print this help message and exit]' \
      '(--version)--version[Print the version and end]' \
      '1:command:->command' \
      '*::argument:->argument' && return
  case $state in
  command)
    local -a commands=(
      'check:Checks files\: that'\''s all'
      'run:Runs a command'
    )
    _describe command commands && return
    ;;
  argument)
    case $words[1] in
    check)
    _arguments -s -S \
      '(-h --help)-h[Print this help message and exit]' \
      '(-h --help)--help[Print this help message and exit]' \
      '(-m --mode)-m+[How to do it]:fast|slow:(fast slow)' \
      '(-m --mode)--mode=[How to do it]:fast|slow:(fast slow)' \
      '(--out)--out=[Where]:DIR:_files -/' \
      '(--limit)--limit=[A number]:N: ' \
      '*:FILE:_files' \
      && return
    ;;
    run)
    _arguments -s -S \
      '(-h --help)-h[Print this help message and exit]' \
      '(-h --help)--help[Print this help message and exit]' \
      '(--hook)--hook=[What to run]:COMMAND:_command_names -e' \
      '(-q --quiet)-q[Say nothing]' \
      '(-q --quiet)--quiet[Say nothing]' \
      '(--limit)--limit=[A number]:N: ' \
      && return
    ;;
    esac
    ;;
  esac
  return 1
}
if [[ $funcstack[1] == _small-tool ]]; then
  _small_tool "$@"
else
  compdef _small_tool small-tool
fi

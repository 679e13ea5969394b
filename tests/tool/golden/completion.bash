# bash completion for small-tool, made by `small-tool completion bash`
_small_tool()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= options= at
    # Bash makes three words of --name=value.
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((at = 1; at < COMP_CWORD; ++at)); do
        [[ ${COMP_WORDS[at]} == -* ]] || { command=${COMP_WORDS[at]}; break; }
    done
    local IFS=$' \t\n'
    COMPREPLY=()
    case $command in
    '')
        options='-h --help --version'
        [[ $current == -* ]] || options='check run'
        ;;
    check)
        case $previous in
        -m|--mode) COMPREPLY=($(compgen -W 'fast slow' -- "$current")); return ;;
        --out) compopt -o filenames; COMPREPLY=($(compgen -d -- "$current")); return ;;
        --limit) :; return ;;
        esac
        options='-h --help -m --mode --out --limit'
        [[ $current == -* ]] || { compopt -o filenames; COMPREPLY=($(compgen -f -- "$current")); return; }
        ;;
    run)
        case $previous in
        --hook) COMPREPLY=($(compgen -c -- "$current")); return ;;
        --limit) :; return ;;
        esac
        options='-h --help --hook -q --quiet --limit'
        ;;
    esac
    COMPREPLY=($(compgen -W "$options" -- "$current"))
}
complete -F _small_tool small-tool

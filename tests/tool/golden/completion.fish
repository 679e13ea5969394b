# fish completion for small-tool, made by `small-tool completion fish`
complete -c small-tool -f
complete -c small-tool -n __fish_use_subcommand -s h -l help -d 'Print this help message and exit'
complete -c small-tool -n __fish_use_subcommand -l version -d 'Print the version and end'
complete -c small-tool -n __fish_use_subcommand -a check -d 'Checks files: that\'s all'
complete -c small-tool -n __fish_use_subcommand -a run -d 'Runs a command'
complete -c small-tool -n '__fish_seen_subcommand_from check' -s h -l help -d 'Print this help message and exit'
complete -c small-tool -n '__fish_seen_subcommand_from check' -s m -l mode -x -a 'fast slow' -d 'How to do it'
complete -c small-tool -n '__fish_seen_subcommand_from check' -l out -x -a '(__fish_complete_directories)' -d 'Where'
complete -c small-tool -n '__fish_seen_subcommand_from check' -l limit -x -d 'A number'
complete -c small-tool -n '__fish_seen_subcommand_from check' -F
complete -c small-tool -n '__fish_seen_subcommand_from run' -s h -l help -d 'Print this help message and exit'
complete -c small-tool -n '__fish_seen_subcommand_from run' -l hook -x -a '(__fish_complete_command)' -d 'What to run'
complete -c small-tool -n '__fish_seen_subcommand_from run' -s q -l quiet -d 'Say nothing'
complete -c small-tool -n '__fish_seen_subcommand_from run' -l limit -x -d 'A number'

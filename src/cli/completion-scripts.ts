// The scripts of the shells. They know no command: each press of Tab asks the command line itself.

const bash = `# Completion of iam-integrations for bash.
_iam_integrations() {
  local words
  mapfile -t words < <("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1)
  COMPREPLY=("\${words[@]}")
}
complete -o default -F _iam_integrations iam-integrations
`;

const zsh = `#compdef iam-integrations
# Completion of iam-integrations for zsh.
_iam_integrations() {
  local -a words_found
  local word description
  while IFS=$'\\t' read -r word description; do
    words_found+=("\${word//:/\\\\:}:\${description}")
  done < <("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#words_found} )); then
    _describe 'iam-integrations' words_found
  else
    _files
  fi
}
compdef _iam_integrations iam-integrations
`;

const fish = `# Completion of iam-integrations for fish.
function __iam_integrations_words
  set -l tokens (commandline -opc) (commandline -ct)
  $tokens[1] complete -- $tokens[2..-1] 2>/dev/null
end
complete -c iam-integrations -a '(__iam_integrations_words)'
`;

export const completionScripts = { bash, zsh, fish } as const;

export type Shell = keyof typeof completionScripts;

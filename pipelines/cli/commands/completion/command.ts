import { defineCommand } from '../../define-command.ts';

/** Declaration of `infraforge completion`. */
export const completion = defineCommand({
  name: 'completion',
  summary: 'Print the completion script for a shell',
  description: 'Prints the completion script for a shell.',
  arguments: {
    shell: {
      description: 'shell that runs the script',
      required: true,
      choices: ['bash', 'zsh', 'fish'],
      // SHELL is the shell that make itself uses
      variable: 'COMPLETION_SHELL',
    },
  },
  flags: {},
  notes:
    'For bash, add the line source <(infraforge completion bash) to ~/.bashrc. For zsh, add source <(infraforge completion zsh) to ~/.zshrc, after compinit. For fish, write the output to ~/.config/fish/completions/infraforge.fish.',
  examples: ['completion bash', 'completion zsh', 'completion fish'],
  exits: { done: 'the script is printed' },
});

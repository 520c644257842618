/** Options of a deployment that messages name. */
export type NamedOption =
  | 'gitUrl'
  | 'gitBranch'
  | 'giteaImage'
  | 'image'
  | 'platformNamespace'
  | 'registry'
  | 'registryImage'
  | 'certManagerManifest'
  | 'kratixManifest'
  | 'argocdManifest';

/** Returns an option with a value as a person writes it: `GIT_BRANCH=main (--git-branch)`. */
export type PrintOption = (option: NamedOption, value?: string) => string;

/** Prints an option for a caller without a command line. */
export const printPlainOption: PrintOption = (option, value = '') => `${option}=${value}`;

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
export type SpellOption = (option: NamedOption, value?: string) => string;

/** Spells an option for a caller without a command line. */
export const spellPlainly: SpellOption = (option, value = '') => `${option}=${value}`;

import type { YAMLError } from 'yaml';

/** Messages of syntax errors by the code of the `yaml` package, whose messages would quote the text. */
export const faultMessages: Readonly<Record<YAMLError['code'], string>> = {
  ALIAS_PROPS: 'an alias cannot have an anchor or a tag',
  BAD_ALIAS: 'invalid alias',
  BAD_COLLECTION_TYPE: 'tags are not supported',
  BAD_DIRECTIVE: 'directives are not supported',
  BAD_DQ_ESCAPE: 'invalid escape sequence in a double-quoted string',
  BAD_INDENT: 'wrong indentation',
  BAD_PROP_ORDER: 'an anchor or a tag is in the wrong place',
  BAD_SCALAR_START: 'an unquoted string cannot start with this character; add quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon in one line; add quotes around the string, or start a new line',
  BLOCK_IN_FLOW: 'an indented object or list is not allowed inside brackets',
  DUPLICATE_KEY: 'duplicate key; remove one of them',
  IMPOSSIBLE: 'invalid YAML',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a colon, a comma, a quote or a bracket is missing',
  MULTILINE_IMPLICIT_KEY: 'a key spans several lines; a colon may be missing',
  MULTIPLE_ANCHORS: 'a value has more than one anchor',
  MULTIPLE_DOCS: 'only one document is allowed',
  MULTIPLE_TAGS: 'tags are not supported',
  NON_STRING_KEY: 'a key must be a string; add quotes',
  RESOURCE_EXHAUSTION: 'the document is too large',
  TAB_AS_INDENT: 'a tab is not allowed as indentation; use spaces',
  TAG_RESOLVE_FAILED: 'tags are not supported',
  UNEXPECTED_TOKEN: 'unexpected characters',
};

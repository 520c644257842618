import { mark } from './placeholders.ts';

/*
 * Forms of credentials that are recognized under any name: tokens with a prefix, private keys, addresses that are secret
 * themselves. Every quantifier is bounded and no group repeats a quantifier, so that each takes linear time
 * (test/attacks/patterns.test.ts counts the steps).
 */

/**
 * A form: words of which every such text has one in some case, as a cheap test, the pattern, and the clause that a
 * message uses for it.
 */
type Form = readonly [words: string, pattern: RegExp, clause: string];

type NamedForm = (owner: string, form: readonly [words: string, pattern: RegExp]) => Form;

const token: NamedForm = (owner, form) => [...form, `has the form of a token of ${owner}`];
const webhook: NamedForm = (owner, form) => [...form, `is a webhook address of ${owner}`];

const tokens: readonly Form[] = [
  ['eyj', /\beyJ[A-Za-z0-9_-]{10,600}\.eyJ[A-Za-z0-9_-]{6}/, 'has the form of a JWT'],
  token('GitHub', [
    'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_',
    /\b(?:gh[pousr]_[A-Za-z0-9]{20}|github_pat_[A-Za-z0-9_]{20})/,
  ]),
  token('GitLab', [
    'glpat- glrt- gldt- glcbt- glptt- glft- gloas- glimt- glagent- glsoat- glffct-',
    /\bgl(?:pat|rt|dt|cbt|ptt|ft|oas|imt|agent|soat|ffct)-[A-Za-z0-9_-]{16}/,
  ]),
  token('Slack', ['xox xapp-', /\b(?:xox[abeoprs]-[A-Za-z0-9-]{10}|xapp-[0-9]-[A-Za-z0-9-]{10})/]),
  token('AWS', ['akia asia', /\bA[KS]IA[0-9A-Z]{16}/]),
  token('Google', [
    'aiza gocspx- ya29.',
    /\b(?:AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{20}|ya29\.[A-Za-z0-9_-]{20})/,
  ]),
  token('Stripe', [
    'k_live_ k_test_ whsec_',
    /\b(?:[sr]k_(?:live|test)_[A-Za-z0-9]{10}|whsec_[A-Za-z0-9+/]{20})/,
  ]),
  token('npm', ['npm_', /\bnpm_[A-Za-z0-9]{36}/]),
  token('PyPI', ['pypi-', /\bpypi-[A-Za-z0-9_-]{16}/]),
  token('RubyGems', ['rubygems_', /\brubygems_[0-9a-f]{32}/]),
  token('Docker', ['dckr_', /\bdckr_[po]at_[A-Za-z0-9_-]{20}/]),
  token('Vault', [
    'hvs. hvb. hvr. s.',
    /\b(?:hv[sbr]\.[A-Za-z0-9_-]{20}|s\.[A-Za-z0-9]{24}(?![A-Za-z0-9.]))/,
  ]),
  token('Terraform', ['.atlasv1.', /\.atlasv1\.[A-Za-z0-9_-]{20}/]),
  token('OpenAI', ['sk-', /\bsk-(?:proj-|svcacct-|admin-|None-)?[A-Za-z0-9_-]{32}/]),
  token('Anthropic', ['sk-ant-', /\bsk-ant-[A-Za-z0-9_-]{16}/]),
  token('Hugging Face', ['hf_ api_org_', /\b(?:hf_|api_org_)[A-Za-z0-9]{20}/]),
  token('a language model service', ['gsk_ r8_ pplx- xai-', /\b(?:gsk_|r8_|pplx-|xai-)[A-Za-z0-9]{30}/]),
  token('SendGrid', ['sg.', /\bSG\.[A-Za-z0-9_-]{16,40}\.[A-Za-z0-9_-]{16}/]),
  token('Mailgun', ['key-', /\bkey-[0-9a-f]{32}\b/]),
  token('Mailchimp', ['-us', /\b[0-9a-f]{32}-us[0-9]{1,2}\b/]),
  token('Twilio', ['sk', /\bSK[0-9a-f]{32}\b/]),
  token('Telegram', [':a', /\b[0-9]{8,10}:A[A-Za-z0-9_-]{34}/]),
  token('Discord', ['.', /\b[MNO][A-Za-z0-9_-]{22,30}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}/]),
  token('Shopify', ['shp', /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/]),
  token('DigitalOcean', ['_v1_', /\bdo[opr]_v1_[0-9a-f]{32}/]),
  token('Grafana', ['glc_ glsa_', /\bgl(?:c|sa)_[A-Za-z0-9+/=_]{30}/]),
  token('Sentry', ['sntry', /\bsntry[su]_[A-Za-z0-9+/=_]{30}/]),
  token('Databricks', ['dapi', /\bdapi[0-9a-f]{32}\b/]),
  token('Atlassian', ['atatt3', /\bATATT3[A-Za-z0-9_=-]{20}/]),
  token('Tailscale', ['tskey-', /\btskey-[a-z]{2,10}-[A-Za-z0-9]{8}/]),
  token('a service', [
    'nrak- pmak- cfpat- hrku-',
    /\b(?:NRAK-[A-Z0-9]{27}|PMAK-[0-9a-f]{24}|CFPAT-[A-Za-z0-9_-]{30}|HRKU-[A-Za-z0-9_-]{30})/,
  ]),
  token('a service', [
    'lin_api_ ntn_ sbp_ pscale_ figd_ ccipat_ dp. dt0c01.',
    /\b(?:lin_api_|ntn_|sbp_|pscale_(?:tkn|pw)_|figd_|CCIPAT_|dp\.(?:pt|st)\.|dt0c01\.)[A-Za-z0-9_]{20}/,
  ]),
  token('Azure', ['q~', /(?<![A-Za-z0-9_.~-])[A-Za-z0-9_.~-]{3}[78]Q~[A-Za-z0-9_.~-]{30}/]),
];

/** Forms of other credentials that a text may contain anywhere. */
const otherForms: readonly Form[] = [
  ['pass:', /-pass(?:in|out)?[ \t]{1,8}["']?pass:[A-Za-z0-9]/, 'contains a password of OpenSSL'],
  ['-u', /-U[ \t]{0,8}["']?[A-Za-z0-9_.-]{1,60}%[A-Za-z0-9]/, 'contains a password after -U'],
  // A data source of Go, and an address without its scheme.
  [
    '@tcp( @udp( @unix(',
    /(?<![A-Za-z0-9_.+/-])[A-Za-z0-9_.+-]{1,60}:[^\s:@/\uE000]{1,100}@(?:tcp|udp|unix)\(/,
    'contains a password in an address',
  ],
  [
    '@',
    /(?<![A-Za-z0-9_.+/-])[A-Za-z0-9_.+-]{1,60}:[^\s:@/\uE000]{1,100}@(?!sha)[A-Za-z0-9.-]{1,253}:[0-9]{2,5}(?![0-9A-Za-z])/,
    'contains a password in an address',
  ],
  ['-----begin', /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/, 'is a private key'],
  ['putty age-secret', /PuTTY-User-Key-File-[0-9]|AGE-SECRET-KEY-1[0-9A-Z]{20}/i, 'is a private key'],
  webhook('Slack', [
    'hooks.slack',
    /\bhooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9]{6}/,
  ]),
  webhook('Discord', [
    '/webhooks/',
    /\bdiscord(?:app)?\.com\/api\/(?:v[0-9]{1,2}\/)?webhooks\/[0-9]{6,30}\/[A-Za-z0-9_-]{10}/,
  ]),
  webhook('Microsoft Teams', [
    'office',
    /\b(?:webhook|outlook)\.office(?:365)?\.com\/webhook[0-9a-z]{0,4}\/[A-Za-z0-9-]{10}/,
  ]),
  webhook('Google Chat', [
    'chat.googleapis.com',
    /\bchat\.googleapis\.com\/v1\/spaces\/[^\s?]{1,100}\?key=[A-Za-z0-9_-]{10}/,
  ]),
  webhook('a chat', [
    '/bot/v2/hook/ oapi.dingtalk.com',
    /\/open-apis\/bot\/v2\/hook\/[0-9a-f-]{20}|\boapi\.dingtalk\.com\/robot\/send\?access_token=[0-9a-f]{20}/,
  ]),
  webhook('Telegram', ['api.telegram.org', /\bapi\.telegram\.org\/bot[0-9]{6,12}:[A-Za-z0-9_-]{20}/]),
  webhook('Zapier', ['hooks.zapier.com', /\bhooks\.zapier\.com\/hooks\/catch\/[0-9]{3,12}\/[A-Za-z0-9]{4}/]),
  [
    'signature= sig=',
    /[?&](?:X-Amz-Signature|X-Goog-Signature|sig|Signature)=[A-Za-z0-9%+/_-]{20}/,
    'is a signed URL',
  ],
  [
    '$',
    /\$(?:2[abxy]|argon2(?:id|i|d)|apr1|[156]|y|scrypt|pbkdf2(?:-sha(?:256|512))?)\$[A-Za-z0-9./+$=,]{20}/,
    'is a password hash',
  ],
  [
    'pbkdf2_sha sha} sha256} sha512}',
    /\bpbkdf2_sha(?:256|512)\$[0-9]{3,8}\$[A-Za-z0-9]{6}|\{S?SHA(?:256|512)?\}[A-Za-z0-9+/]{20}/,
    'is a password hash',
  ],
  [
    'jdbc:oracle',
    /\bjdbc:oracle:thin:[A-Za-z0-9_$#]{1,60}\/[A-Za-z0-9_$#!]{1,60}@/,
    'contains a password in a URL',
  ],
  [
    'requirepass masterauth bindpw rootpw',
    /\b(?:requirepass|masterauth|bindpw|rootpw)[ \t]{1,8}["']?[A-Za-z0-9]/i,
    'contains a password of a directive',
  ],
  [
    'machine',
    /\bmachine[ \t]{1,8}\S{1,253}[ \t\n]{1,8}login[ \t]{1,8}\S{1,100}[ \t\n]{1,8}password[ \t]{1,8}[A-Za-z0-9]/,
    'contains a password of .netrc',
  ],
  [
    'password by',
    /\b(?:PASSWORD|IDENTIFIED[ \t]{1,4}(?:WITH[ \t]{1,4}\S{1,60}[ \t]{1,4})?BY)[ \t]{1,8}'[^'\s\uE000]/i,
    'contains a password in SQL',
  ],
  [
    ':',
    /(?:^|\n)[A-Za-z0-9.*-]{1,253}:(?:[0-9]{2,5}|\*):[^:\s]{1,63}:[^:\s]{1,63}:[^:\s\uE000]{3}/,
    'contains a password of .pgpass',
  ],
];

const forms = [...tokens, ...otherForms].map(([words, pattern, clause]) => ({
  words: words.split(' '),
  pattern,
  clause,
}));

/** Returns the clause of the first form that a marked text contains. */
export function findForm(text: string): string | undefined {
  const folded = text.toLowerCase();
  return forms.find(({ words, pattern }) => words.some((word) => folded.includes(word)) && pattern.test(text))
    ?.clause;
}

/** Longest part of a URL before the host. */
const maxUserInformation = 512;

/** Returns true if a URL of the text has a password in its user information (RFC 3986 section 3.2.1). */
export function hasUrlPassword(text: string): boolean {
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const start = at + 3;
    const rest = text.slice(start, start + maxUserInformation);
    const end = rest.search(/[\s/?#"'`]/);
    const authority = end === -1 ? rest : rest.slice(0, end);
    const host = authority.lastIndexOf('@');
    const colon = authority.indexOf(':');
    if (colon !== -1 && colon < host && hasOwnText(authority.slice(colon + 1, host))) return true;
  }
  return false;
}

/** Returns true if something besides placeholders and punctuation is left of a marked text. */
const hasOwnText = (part: string): boolean => /[A-Za-z0-9]/.test(part.replaceAll(mark, ''));

/** Runs of base64 that can hold a key, a token or a file. */
const base64Run = /[A-Za-z0-9+/_-]{24,}/g;

/** Start of a private key in DER: PKCS #1 and PKCS #8 begin with version 0, SEC 1 with version 1. */
function isPrivateKey(bytes: Buffer): boolean {
  const body = bytes[1] === 0x82 ? 4 : bytes[1] === 0x81 ? 3 : 2;
  if (bytes[0] !== 0x30 || bytes[body] !== 0x02 || bytes[body + 1] !== 0x01 || bytes.length < 48)
    return false;
  return bytes[body + 2] === 0
    ? bytes[body + 3] === 0x30 || bytes[body + 3] === 0x02
    : bytes[body + 3] === 0x04;
}

const printable = /^[\t\n\r -~]{18}/;

/** Returns the texts that base64 in a text holds, and whether it holds a private key in DER. */
export function decodeBase64(text: string): { readonly texts: string[]; readonly hasPrivateKey: boolean } {
  const texts: string[] = [];
  let hasPrivateKey = false;
  for (const [run] of text.matchAll(base64Run)) {
    const head = Buffer.from(run.slice(0, 64), 'base64');
    hasPrivateKey ||= isPrivateKey(head);
    if (printable.test(head.toString('latin1'))) texts.push(Buffer.from(run, 'base64').toString('latin1'));
  }
  return { texts, hasPrivateKey };
}

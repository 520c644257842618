import { isPlaceholder, mark } from './placeholders.ts';

/*
 * Values that hold no credential although their name looks like one: switches, paths, addresses, references. The text is
 * marked (see placeholders.ts), and the rules on text have found nothing in it before.
 */

/** Longer values have none of the forms below. */
const maxLength = 2048;

/** Switches, absent values and masks. */
const switches =
  /^(?:x{4,64}|true|false|yes|no|on|off|y|n|t|f|enabled?|disabled?|none|null|nil|undefined|~|string|str|text|bytes|integer|number|boolean|!vault)$/i;

/** Ways to send or store a credential. */
const transports =
  /^(?:optional|required|auto|inherit|file|env|vault|headers?|cookie|query|body|bearer|basic|digest|jwt|opaque|oauth2?|oidc|saml|ldap|aws|iam)$/i;

/** References to a store of secrets; reading them needs an account of that store. */
const stores =
  /^(?:arn:[a-z-]{2,20}:|vault:(?!s\.|hvs\.)|ref\+|op:\/\/|secretref:|secretKeyRef:|sm:\/\/|ssm:|awssm:|gcp-?sm:|gcp:|azurekeyvault|projects\/[^/]{1,100}\/secrets\/|@Microsoft\.KeyVault\(|kv\/|secret\/(?:data\/)?)/i;

/** Absolute and relative paths, and names of files with keys or settings. */
const paths =
  /^(?:file:|[A-Za-z]:\\|[~.]{0,2}\/)[\w.@+$~\\/ -]{1,400}$|^[\w.@-][\w.@/-]{0,300}\.(?:pem|key|crt|cer|der|pub|p12|pfx|jks|json|ya?ml|txt|conf|ini|env|properties|asc|gpg)$/;

/** Name of an HTTP header or of a cookie against forgery, such as `X-CSRF-Token`. */
const headerName = /^x(?:-[a-z]{2,20}){1,5}$|^[a-z_-]{0,20}[cx]srf[a-z_-]{0,20}$/i;

const address = /^[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/]{1,253}/i;

/** Certificates and public keys, in PEM and in the format of OpenSSH. */
const publicKey =
  /^\s{0,20}(?:-----BEGIN |LS0tLS1CRUdJTi|ssh-(?:rsa|ed25519|dss) AAAA|ecdsa-sha2-[a-z0-9-]{1,30} AAAA|age1[a-z0-9]{20})/;

/** Short numbers are limits and switches, long ones may be passwords. */
const limits = {
  password: /^[0-9]{0,3}$/,
  key: /^[0-9]{0,5}$/,
  other: /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?[a-z%]{0,2}$/i,
};

/** Returns true if a value is not a credential under a name of this kind. */
export function isHarmless(value: string, kind: string): boolean {
  const text = value.trim();
  if (!/[A-Za-z0-9]/.test(text)) return true;
  if (switches.test(text) || isPlaceholder(text)) return true;
  const limit = kind === 'password' || kind === 'key' ? limits[kind] : limits.other;
  if (limit.test(text) || publicKey.test(text)) return true;
  if (text.length > maxLength) return false;
  if (stores.test(text) || (paths.test(text) && !hasGeneratedPart(text)) || address.test(text)) return true;
  return kind !== 'password' && (transports.test(text) || headerName.test(text));
}

function hasGeneratedPart(text: string): boolean {
  return text.split(/[/\\]/).some((part) => isGenerated(part));
}

/** Form of a generated secret: at least 128 bits. */
const generatedSecret =
  /^(?:[0-9a-f]{32,}|(?=[^0-9]*[0-9])(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[A-Za-z0-9+/_-]{22,}={0,2})$|^[0-9A-F]{32,}$/;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Returns true for text that looks generated: hexadecimal, base64, or letters, digits and symbols mixed. */
export function isGenerated(value: string): boolean {
  const text = value.replace(/^base64:/, '');
  if (text.length > maxLength) return false;
  if (generatedSecret.test(text)) return text.split('/').length <= 1 + text.length / 24;
  if (text.length < 32 || text.includes(mark)) return false;
  return (
    [/[a-z]/, /[A-Z]/, /[0-9]/, /[!#$%&*^|~<>?;`@]/].every((some) => some.test(text)) && !address.test(text)
  );
}

const objectName = /^(?:[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\/)?[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Returns true if a value can be the name of a Secret, with or without its namespace. */
export function isSecretName(value: string): boolean {
  const name = value.replaceAll(mark, 'x');
  return objectName.test(name) && !uuid.test(name) && !name.split(/[-./]/).some(isGenerated);
}

const weakPasswords =
  /^(?:change-?me|password|passw|admin|secret|letmein|root|guest|test|default|qwerty|welcome|supersecret|topsecret|mysecret|insecure)$/;

/** Returns true if a value is more likely the name of a Secret than a credential. */
export function isPlausibleSecretName(value: string): boolean {
  return (
    isSecretName(value) && !weakPasswords.test(value) && (/[-./]/.test(value) || /^[a-z\uE000]+$/.test(value))
  );
}

/** Returns true if a value can be the name of a key in a Secret. */
export function isSecretKey(value: string): boolean {
  return /^[-._a-zA-Z0-9\uE000]{1,253}$/.test(value) && !isGenerated(value) && !uuid.test(value);
}

import type { SecretRegistry } from './secret-registry.ts'

const STRING = String.raw`"(?:[^"\\]|\\.)*"`
const SECRET_KEY = [
  'set-cookie2?',
  'cookies?',
  '(?:proxy-)?authorization',
  String.raw`[\w-]*password`,
  'passphrase',
  String.raw`[\w-]*secret`,
  String.raw`(?:[\w-]*[_-])?(?:api|private|master|signing|encryption)[_-]?key`,
  String.raw`(?:x-)?(?:access|refresh|id|session|csrf|setup|bot|auth)?[_-]?token`,
  'code[_-]?verifier',
].join('|')

/** `"password":"…"`, at any depth, also with a list of strings or a number. */
const BY_KEY = new RegExp(String.raw`"(${SECRET_KEY})":(?:${STRING}|-?[\d.]+|\[(?:${STRING},?)*\])`, 'gi')
/**
 * The same inside a string that contains JSON, whose quotes are escaped once and its own escapes twice. No part of it
 * matches a bare quote, so a match never leaves the string.
 */
const INNER_STRING = String.raw`\\"(?:[^"\\]|\\\\(?:\\.|[^"\\]))*\\"`
/** Ends before a nested list: without that, many unclosed openings would each be searched to the end. */
const INNER_LIST = String.raw`\[(?:[^[\]"\\]|\\.)*\]?`
const BY_KEY_IN_STRING = new RegExp(
  String.raw`\\"(${SECRET_KEY})\\":\s*(?:${INNER_STRING}|${INNER_LIST}|-?[\d.]+)`,
  'gi',
)
/** The query of any URL, in a message, a stack or a field. */
const QUERY = /(?<=[\w/])\?[\w.~%[\]-]+=[^\s"\\)]*/g
/** The user and password of a URL. */
const USER_INFO = /(?<=\w:\/\/)[^\s/@"\\]+@/g
/** Credentials in HTTP notation. */
const CREDENTIALS = /\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi

/**
 * Redacts secrets in a finished log line. Every line passes here, including bindings of child loggers, messages, and
 * properties of nested errors.
 */
export function redactLine(line: string, secrets: SecretRegistry): string {
  const plain = line
    .replace(BY_KEY, '"$1":"[redacted]"')
    .replace(BY_KEY_IN_STRING, '\\"$1\\":\\"[redacted]\\"')
    .replace(QUERY, '?[redacted]')
    .replace(USER_INFO, '')
    .replace(CREDENTIALS, '$1 [redacted]')
  return secrets.redact(plain)
}

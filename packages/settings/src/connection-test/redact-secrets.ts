/** A shorter value would be replaced inside of words, which would tell what it is. */
const SHORTEST = 4
const CENSOR = '***'

/**
 * A text without the secrets: as they are, line by line, in JSON, in an address, and in base64 wherever they stand in it.
 *
 * @example
 * redactSecrets('401 for Bearer abc-123', ['abc-123']) // '401 for Bearer ***'
 */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [secret, ...secret.split(/\r?\n/)]).flatMap(formsOf)
  const longestFirst = [...new Set(forms)].toSorted((one, other) => other.length - one.length)
  return longestFirst
    .filter((form) => form.length >= SHORTEST)
    .reduce((redacted, form) => redacted.replaceAll(form, CENSOR), text)
}

function formsOf(secret: string): string[] {
  if (secret.length < SHORTEST) return []
  const encoded = secret.isWellFormed() ? encodeURIComponent(secret) : secret
  const base64 = [0, 1, 2].map((before) => base64After(before, secret))
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encoded,
    encoded.replaceAll('%20', '+'),
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ]
}

/** The characters that a value has in base64 whatever stands before and after it, as the password has in basic authentication. */
function base64After(before: number, value: string): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)])
  const first = Math.ceil((before * 8) / 6)
  return bytes.toString('base64').slice(first, Math.floor((bytes.length * 8) / 6))
}

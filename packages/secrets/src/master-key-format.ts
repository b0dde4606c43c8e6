const KEY_BYTES = 32

/**
 * The fault in the text of a master key, as the end of a sentence; `undefined` if it is valid. Never repeats the text.
 */
export function problemOfMasterKey(text: string): string | undefined {
  const bytes = bytesOfMasterKey(text)
  if (bytes === undefined)
    return 'it is neither base64 nor hexadecimal; create one with: openssl rand -base64 32'
  if (bytes.length === KEY_BYTES) return undefined
  return `it has ${bytes.length} bytes instead of ${KEY_BYTES}; create one with: openssl rand -base64 32`
}

/** The decoded bytes, of any number; `undefined` if the text is neither base64 nor hexadecimal. */
export function bytesOfMasterKey(text: string): Buffer | undefined {
  // 64 hexadecimal digits are also valid base64, of 48 bytes; they are meant as hexadecimal.
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  return /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

const KEY_BYTES = 32

/**
 * What is wrong with the text of a master key, as the end of a sentence; `undefined` when nothing is. It never repeats
 * the text.
 */
export function problemOfMasterKey(text: string): string | undefined {
  const bytes = bytesOfMasterKey(text)
  if (bytes === undefined)
    return 'it is neither base64 nor hexadecimal; create one with: openssl rand -base64 32'
  if (bytes.length === KEY_BYTES) return undefined
  return `it has ${bytes.length} bytes instead of ${KEY_BYTES}; create one with: openssl rand -base64 32`
}

/** Its bytes, however many; `undefined` when the text is neither base64 nor hexadecimal. */
export function bytesOfMasterKey(text: string): Buffer | undefined {
  // 64 hexadecimal digits are base64 as well, of 48 bytes that nobody means.
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  return /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

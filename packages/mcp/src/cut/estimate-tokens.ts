/**
 * Bytes of JSON per token. Tokenizers differ: of JSON with ids, dates and numbers they make a token of 2.5 to 3.5 bytes, of English
 * prose one of 4, of Chinese one of 3.
 */
const BYTES_PER_TOKEN = 3

/** About how many tokens a text takes, whatever the language model. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN)
}

/** The same of a value as JSON. */
export function tokensOf(value: unknown): number {
  return estimateTokens(JSON.stringify(value) ?? '')
}

/**
 * What a text has in the place of `{}` of the first phrase that it fits: a title without the words that a language puts around it.
 * `undefined` if it fits none.
 *
 * @example
 * withinPhrase('Brot angesehen', ['Watched {}', '{} angesehen']) // 'Brot'
 */
export function withinPhrase(text: string, phrases: readonly string[]): string | undefined {
  for (const phrase of phrases) {
    const [before = '', after = ''] = phrase.split('{}')
    const isLongEnough = text.length > before.length + after.length
    if (isLongEnough && text.startsWith(before) && text.endsWith(after))
      return text.slice(before.length, text.length - after.length)
  }
  return undefined
}

/**
 * The lines of a formatted source file that are neither blank nor comment.
 *
 * @example
 * countLines('// a note\n\nexport const a = 1\n') // 1
 */
export function countLines(source: string): number {
  let isComment = false
  let lines = 0
  for (const line of source.split('\n')) {
    const text = line.trim()
    const begins: boolean = isComment || text.startsWith('/*')
    if (!begins && text !== '' && !text.startsWith('//')) lines += 1
    isComment = begins && !text.includes('*/')
  }
  return lines
}

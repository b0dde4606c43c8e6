/** `// <files>`, `<files>` in a comment of a line, `<!-- <files> -->` and the same with `</files>`. */
const MARKER = /(?:\/\/ |\/\* |<!-- )<(\/?)([a-z]+)>(?: \*\/| -->)?/

/**
 * Keeps the blocks of a template whose name is in `parts`, without their markers, and removes the others.
 *
 * A marker on a line of its own begins or ends a block of lines; two on one line enclose a part of it.
 *
 * @throws TypeError for a block that is not closed
 * @example
 * fillTemplate('a\n// <files>\nb\n// </files>\n', new Set()) // 'a\n'
 */
export function fillTemplate(template: string, parts: ReadonlySet<string>): string {
  const lines: string[] = []
  const open: string[] = []
  for (const line of template.split('\n')) {
    const [, closes, name = ''] = MARKER.exec(line.trim()) ?? []
    const isMarker = name !== '' && line.trim().replace(MARKER, '') === ''
    if (!isMarker) {
      if (open.every((each) => parts.has(each))) lines.push(fillLine(line, parts))
    } else if (closes === '') open.push(name)
    else if (open.pop() !== name) throw new TypeError(`the block "${name}" ends where another one is open`)
  }
  if (open.length > 0) throw new TypeError(`the block "${open.join('" in "')}" has no end`)
  return lines.join('\n')
}

function fillLine(line: string, parts: ReadonlySet<string>): string {
  return line.replaceAll(/\/\* <([a-z]+)> \*\/(.*?)\/\* <\/\1> \*\//g, (_, name: string, inner: string) =>
    parts.has(name) ? inner.trim() : '',
  )
}

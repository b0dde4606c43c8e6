/** A point as it is stored. */
export interface StoredPoint {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  readonly value: number
  readonly milliseconds: number
}

/** Reads line protocol as InfluxDB does. Throws the message that InfluxDB sends. */
export function readLines(text: string): readonly StoredPoint[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [head = '', fields = '', time = '', ...more] = splitUnescaped(line, ' ')
      const [measurement = '', ...tags] = splitUnescaped(head, ',')
      const value = /^value=(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(fields)?.[1]
      if (more.length > 0 || measurement === '' || value === undefined || !/^-?\d+$/.test(time))
        throw new Error(`unable to parse '${line}': bad format`)
      const read = tags.map((tag) => {
        const [name = '', label = '', ...rest] = splitUnescaped(tag, '=')
        if (name === '' || label === '' || rest.length > 0)
          throw new Error(`unable to parse '${line}': missing tag value`)
        return [unescaped(name), unescaped(label)] as const
      })
      return {
        measurement: unescaped(measurement),
        tags: Object.fromEntries(read),
        value: Number(value),
        milliseconds: Number(time),
      }
    })
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts = ['']
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === separator) parts.push('')
    else {
      const isEscape = character === '\\' && at + 1 < text.length
      parts[parts.length - 1] += isEscape ? character + text[++at] : character
    }
  }
  return parts
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([,= ])/g, '$1')
}

import { createHash } from 'node:crypto'

/** File systems allow 255 bytes; the ending of an object, and that of a temporary file, are added. */
const LONGEST = 200
/** Ends the name of a file, so that an object `a` and a folder `a` can be side by side. */
const ENDING = '.object'

/**
 * The path of an object below its directory: each segment escaped to lower-case letters, digits, `-`, `_` and `=`, so that keys that differ
 * in case are different on every file system. A segment that is too long goes on in a folder of the next part, marked by `~`.
 *
 * @example
 * pathOfKey('exports/2026 A.csv') // 'exports/2026=20=41=2ecsv.object'
 */
export function pathOfKey(key: string): string {
  return `${key.split('/').map(escaped).join('/')}${ENDING}`
}

/** The key of a path; `undefined` for a file that is no object. */
export function keyOfPath(path: string): string | undefined {
  if (!path.endsWith(ENDING)) return undefined
  const joined = path.slice(0, -ENDING.length).replaceAll('~/', '')
  try {
    const key = joined.split('/').map(unescaped).join('/')
    return pathOfKey(key) === path ? key : undefined
  } catch {
    return undefined
  }
}

/** The name of a temporary file: hidden, and no object. */
export function temporaryName(path: string, random: string): string {
  return `${temporaryPrefix(path)}${random}.writing`
}

/** How the names of all temporary files of a path begin. */
export function temporaryPrefix(path: string): string {
  return `.${createHash('sha256').update(path).digest('hex').slice(0, 16)}-`
}

export function isTemporary(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.writing')
}

function escaped(segment: string): string {
  const bytes = [...new TextEncoder().encode(segment)]
  const text = bytes.map((byte) => {
    const character = String.fromCodePoint(byte)
    return /[a-z0-9_-]/.test(character) ? character : `=${byte.toString(16).padStart(2, '0')}`
  })
  const parts: string[] = ['']
  for (const each of text) {
    const last = parts.at(-1) ?? ''
    if (last.length + each.length > LONGEST) parts.push(each)
    else parts[parts.length - 1] = last + each
  }
  return parts.join('~/')
}

function unescaped(segment: string): string {
  return decodeURIComponent(segment.replaceAll('=', '%'))
}

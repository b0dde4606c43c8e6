/** The name of the integration that the templates are written for. */
export const TEMPLATE_NAME = 'example-service'

/** Names that the platform's own routes have. */
const RESERVED = ['integrations', 'changes', 'plugins', 'imports', 'mcp', 'admin', 'public']

/**
 * Replaces the name of the template in each of its spellings.
 *
 * @example
 * withName('exampleService of Example Service', 'my-band') // 'myBand of My Band'
 */
export function withName(text: string, name: string): string {
  return SPELLINGS.reduce((written, spell) => written.replaceAll(spell(TEMPLATE_NAME), spell(name)), text)
}

/** What is wrong with a name, as a sentence; `undefined` for a valid one. */
export function nameProblem(name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    return `"${name}" is not a name: use lower-case letters, digits and single hyphens, like "my-band".`
  if (name.length > 40) return 'A name has at most 40 characters.'
  if (RESERVED.includes(name)) return `"${name}" is a name of the platform: choose another one.`
  return undefined
}

/** `my-band` → `myBand`. */
export function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** The longest first, so that no spelling is found within another. */
const SPELLINGS: readonly ((name: string) => string)[] = [
  (name) => name.split('-').map(capitalized).join(' '),
  (name) => name.toUpperCase().replaceAll('-', '_'),
  (name) => capitalized(camelCase(name)),
  camelCase,
  (name) => name,
]

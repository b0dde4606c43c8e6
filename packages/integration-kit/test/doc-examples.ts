import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SOURCE = join(import.meta.dirname, '..', 'src')

/** An example of a doc comment. */
export interface DocExample {
  /** `dates/calendar.ts: addDays`. */
  readonly name: string
  /** Whether it is for a type, whose values it shows. */
  readonly type: string | undefined
  readonly code: string
}

/** Comment, then the line that it is about. */
const DOCUMENTED = /\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\n *(.*)/g
const NAME = /(?:export )?(?:async )?(interface |type |class |function\*? |const |readonly )?(\w+)/

/** All examples of the source. */
export function docExamples(): readonly DocExample[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .toSorted()
    .flatMap((path) => examplesOf(path, readFileSync(join(SOURCE, path), 'utf8')))
}

function examplesOf(path: string, source: string): readonly DocExample[] {
  return [...source.matchAll(DOCUMENTED)].flatMap(([, comment = '', declaration = '']) => {
    const example = /@example\n([\s\S]*?)(?=\n *\* @|$)/.exec(comment)?.[1]
    if (example === undefined) return []
    const [, keyword, name = ''] = NAME.exec(declaration) ?? []
    const isType = keyword === 'interface ' || keyword === 'type ' || declaration.includes(' = Type.Object(')
    const code = example.replaceAll(/^ *\* ?/gm, '').trim()
    return [{ name: `${path}: ${name}`, type: isType ? name : undefined, code }]
  })
}

/** A name that an entry exports, with its doc comment. */
export interface Exported {
  readonly name: string
  readonly isType: boolean
  readonly comment: string | undefined
}

/** What an entry exports: `index`, `files`. */
export function exportsOf(entry: string): readonly Exported[] {
  const source = readFileSync(join(SOURCE, `${entry}.ts`), 'utf8')
  return [...source.matchAll(/export (type )?\{([^}]*)\} from '([^']*)'/g)].flatMap(
    ([, allTypes, names = '', path = '']) => {
      const from = readFileSync(join(SOURCE, path), 'utf8')
      return names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
        .map((written) => {
          const name = written.replace(/^type /, '')
          const isType = allTypes !== undefined || written !== name
          return { name, isType, comment: commentOf(name, from) }
        })
    },
  )
}

function commentOf(name: string, source: string): string | undefined {
  const declared = new RegExp(
    String.raw`\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\n(?: *\/\/.*\n)*export (?:async )?(?:interface|type|class|function\*?|const) ${name}\b`,
  )
  return declared.exec(source)?.[1]
}

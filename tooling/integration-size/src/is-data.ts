/** The provider's shapes, the words of its languages, and tables, by their files' names. */
const SHAPES = /(^|\/)api-shapes\.ts$/
const TABLES = /(^|\/)(locales\/[^/]+|[^/]+-table|icons?)\.ts$/

/** Code, which a table does not contain: a table with code is counted. */
const CODE = /\bfunction\b|=>|\b(?:if|for|while|switch|return|class|await)\b/

/**
 * Whether a file of an integration is data that the limits exclude: the provider's TypeBox shapes (`api-shapes.ts`) and tables
 * (`locales/`, `*-table.ts`, `icon.ts`).
 */
export function isData(path: string, source: string): boolean {
  return SHAPES.test(path) || (TABLES.test(path) && !CODE.test(withoutText(source)))
}

/** Comments and strings may contain any words. */
function withoutText(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`]*`/g, '')
}

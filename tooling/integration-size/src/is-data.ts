/** The provider's shapes, the words of its languages, and tables, by their files' names. */
const SHAPES = /(^|\/)api-shapes\.ts$/
const TABLES = /(^|\/)(locales\/[^/]+|[^/]+-table|icons?)\.ts$/

/** What a table does not have: code in it is counted, wherever it is. */
const CODE = /\bfunction\b|=>|\b(?:if|for|while|switch|return|class|await)\b/

/**
 * Whether a file of an integration is data that the limits leave out: the provider's TypeBox shapes (`api-shapes.ts`) and tables
 * (`locales/`, `*-table.ts`, `icon.ts`).
 */
export function isData(path: string, source: string): boolean {
  return SHAPES.test(path) || (TABLES.test(path) && !CODE.test(withoutText(source)))
}

/** Comments and strings may have any words. */
function withoutText(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`]*`/g, '')
}

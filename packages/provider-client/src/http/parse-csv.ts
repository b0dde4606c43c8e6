/** Reads CSV (RFC 4180) whose first row holds the names of its columns. @throws when it cannot be parsed */
export async function parseCsv(text: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const { parse } = await import('csv-parse/sync')
  return parse(text, { bom: true, columns: true, skip_empty_lines: true })
}

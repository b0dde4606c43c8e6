/** Providers' words may hold the one character that PostgreSQL's texts may not. */
export function storable(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\0', '')
}

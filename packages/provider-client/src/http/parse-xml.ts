/**
 * Attributes are members that begin with `@`, text beside attributes is `#text`, an element that is repeated is a list. Values stay
 * text: what looks like a number may be an id.
 */
const OPTIONS = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
} as const

/** Reads an XML document. @throws when it is not well-formed */
export async function parseXml(text: string): Promise<unknown> {
  const { XMLParser, XMLValidator } = await import('fast-xml-parser')
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new SyntaxError(valid.err.msg)
  return new XMLParser(OPTIONS).parse(text) as unknown
}

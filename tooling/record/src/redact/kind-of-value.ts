/** What a value may tell of a person. */
export type SecretKind = 'token' | 'email' | 'phone' | 'name' | 'address' | 'place' | 'id' | 'image'

const BY_MEMBER: readonly (readonly [SecretKind, RegExp])[] = [
  ['token', /token|secret|password|api_?key|^key$|^sk$|signature|^sig$|session|cookie|credential/i],
  ['email', /e_?mail/i],
  ['phone', /phone|mobile|^tel$/i],
  ['image', /avatar|picture|photo|image|thumbnail|icon/i],
  [
    'place',
    /^(lat|lng|lon|latitude|longitude|latlng|start_latlng|end_latlng|polyline|summary_polyline|map)$/i,
  ],
  ['address', /address|street|city|zip|post(al)?_?code|region|county|^state$|location|place/i],
  [
    'name',
    /^((user|display|full|first|last|nick|given|family|real|screen|account|profile)_?name|name|login|user|owner|author|nickname)$/i,
  ],
  ['id', /(^|_)(id|ids|uid|uuid|guid)$|[a-z](Id|Ids|Uid|Uuid)$/],
]

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** JSON Web Tokens. */
const JWT = /^[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}$/

/**
 * What a value may tell of a person, by the name of its member and by itself; `undefined` for what is kept. Times and plain values are
 * kept: they are what is recorded.
 */
export function kindOfValue(member: string, value: string | number): SecretKind | undefined {
  const text = String(value)
  if (text === '') return undefined
  if (EMAIL.test(text)) return 'email'
  if (JWT.test(text)) return 'token'
  const [kind] = BY_MEMBER.find(([, pattern]) => pattern.test(member)) ?? []
  if (kind !== undefined) return kind
  return UUID.test(text) ? 'id' : undefined
}

import type { TObject } from 'typebox'

/** How an integration gets at a person's data. */
export type Auth = FileImportAuth | OAuth2Auth | ApiKeyAuth | NoAuth

/** The person uploads a file that the provider gave them. */
export interface FileImportAuth extends FileImportOptions {
  readonly kind: 'fileImport'
}

export interface FileImportOptions {
  /** File name endings that a person may choose, with the dot: `.csv`. */
  readonly accept: readonly string[]
  /** Larger uploads are refused while they stream. In bytes. */
  readonly maxBytes: number
  /** What the person can choose for an import; sent as further fields of the upload. */
  readonly options?: TObject
  /** How the person obtains the file, a step a line. */
  readonly howTo: readonly string[]
}

/** The person's file is all there is: no account is connected. */
export function fileImport(options: FileImportOptions): FileImportAuth {
  return { kind: 'fileImport', ...options }
}

/** OAuth 2.0 authorization code flow; what differs between providers, as data. */
export interface OAuth2Auth extends OAuth2Options {
  readonly kind: 'oauth2'
}

export interface OAuth2Options {
  readonly authorizationUrl: string
  readonly tokenUrl: string
  readonly revocationUrl?: string
  readonly scopes: readonly string[]
  /** Space by RFC 6749; some providers take commas. */
  readonly scopeSeparator?: ' ' | ','
  readonly pkce: boolean
  readonly clientAuthentication: 'basic' | 'body' | 'none'
  /** Further parameters of the authorization request, like `access_type=offline`. */
  readonly authorizationParameters?: Readonly<Record<string, string>>
}

export function oauth2(options: OAuth2Options): OAuth2Auth {
  return { kind: 'oauth2', ...options }
}

/** The person pastes a key that the provider gave them. */
export interface ApiKeyAuth extends ApiKeyOptions {
  readonly kind: 'apiKey'
}

export interface ApiKeyOptions {
  readonly header: string
  /** What stands before the key in the header: `Bearer`, `Token`. */
  readonly scheme?: string
  /** How the person obtains the key, a step a line. */
  readonly howTo: readonly string[]
}

export function apiKey(options: ApiKeyOptions): ApiKeyAuth {
  return { kind: 'apiKey', ...options }
}

/** The provider's data is public. */
export interface NoAuth {
  readonly kind: 'none'
}

export const noAuth: NoAuth = { kind: 'none' }

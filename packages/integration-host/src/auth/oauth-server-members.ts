/** What the definitions of both OAuth flows may say of the token endpoint. */
export const OAUTH_SERVER_MEMBERS = {
  kind: true,
  tokenUrl: true,
  revocation: true,
  scopeSeparator: true,
  extraScopes: true,
  clientAuthentication: true,
  rotation: true,
  tokenParameters: true,
  quirks: true,
} as const

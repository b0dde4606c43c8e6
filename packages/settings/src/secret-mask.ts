/** Replaces a secret in responses. Written back, it leaves the secret unchanged. Its length is constant. */
export const SECRET_MASK = '••••••••'

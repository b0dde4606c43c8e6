/** Stands for a secret in replies. Written back, it keeps the secret that there is. Always as long, whatever the secret. */
export const SECRET_MASK = '••••••••'

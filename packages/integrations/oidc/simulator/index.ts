export { type ForgedIssuer, type Forgery, startForgedIssuer } from './forged-issuer.ts'

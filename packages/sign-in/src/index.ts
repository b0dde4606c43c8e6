export { signInErrors } from './sign-in-errors.ts'
export { type SignInOptions, signInPlugin } from './sign-in-plugin.ts'

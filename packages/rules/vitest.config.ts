export { default } from '@tributary/vitest-config'

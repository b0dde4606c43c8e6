export { missingBrowser } from './missing-browser.ts'
export { openBrowser } from './open-browser.ts'

export {
  createGoogleHealthSimulator,
  type GoogleHealthAccount,
  type GoogleHealthSimulator,
  type GoogleHealthSimulatorOptions,
} from './create-google-health-simulator.ts'
export { accountNotLinked, filterRefused, internalError, serviceDisabled } from './google-error.ts'
export { googleProfile, testingMode } from './google-profile.ts'
export { type Person, type SimulatedDay, simulatedDay, simulatedPerson } from './person.ts'
export { healthRoutes } from './routes.ts'
export { type SimulatedSleep, type SimulatedStage } from './sleep.ts'
export { type TakeoutOptions, takeoutFiles, takeoutZip, zipOf } from './takeout.ts'
export { Tracker } from './tracker.ts'
export type { Writing } from './writing.ts'

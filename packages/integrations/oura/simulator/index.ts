export {
  createOuraSimulator,
  type OuraAccount,
  type OuraSimulator,
  type OuraSimulatorOptions,
  type Standing,
} from './create-oura-simulator.ts'
export { ouraProfile } from './oura-profile.ts'
export { type Collection, Ring, type RingDocument } from './ring.ts'

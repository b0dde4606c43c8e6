/**
 * The version of what plugins rely on: the `Plugin` interface and what the kernel gives it. By semantic versioning: a plugin written for 1.2
 * runs on every later 1.x. A plugin names its range in `package.json`, as `engines.tributary`.
 */
export const KERNEL_CONTRACT = '1.0.0'

/** `npm run build`: the four bundles, whether or not they are current. */
import { ensureBuilt } from './bootstrap/build.mjs'
import { ensureDependencies } from './bootstrap/dependencies.mjs'
import { stop } from './bootstrap/say.mjs'

await ensureDependencies()
  .then(() => ensureBuilt({ force: true }))
  .catch(stop)

/** Profiles of TLS clients: loaded, checked, and turned into a hello. */
export { habitualCredential } from './credential-habit.ts'
export { allProfiles, loadProfile, PROFILE_IDS } from './load.ts'
export { helloPlanOf, type PlanOptions, type ProfilePlan, serverNameOf } from './plan.ts'
export { type Reaction, reactionTo } from './reaction.ts'
export type { CertificateCheck, Profile, ProfileHello } from './schema.ts'
export { type UnverifiedValue, unverifiedValues } from './unverified.ts'

import versions from '../../../kind/versions.json' with { type: 'json' };

/** Every version of what a platform stands on, and what it was tested with: kind/versions.json. */
export { versions };

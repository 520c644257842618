import versions from '../../../kind/versions.json' with { type: 'json' };

/** Versions that the platform needs and was tested with: kind/versions.json. */
export { versions };

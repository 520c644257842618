import { describe, expect, it } from 'vitest';
import { checkDatabases } from './check-databases.ts';

const check = (lists: object): string[] =>
  checkDatabases({ postgresql: { database: 'app', owner: 'app', ...lists } }).map(
    ({ path, message }) => `${path}: ${message}`,
  );

describe('checkDatabases()', () => {
  it('accepts databases of the owner and of roles, and roles with rights of each other', () => {
    const databases = [{ name: 'reports', owner: 'writer' }, { name: 'audit' }, { name: 'x', owner: 'app' }];
    const roles = [{ name: 'writer' }, { name: 'reader', inRoles: ['writer', 'app', 'pg_read_all_data'] }];
    expect(check({ databases, roles })).toEqual([]);
    expect(checkDatabases({})).toEqual([]);
  });

  it('reports names that exist already, or twice', () => {
    const names = [{ name: 'app' }, { name: 'a' }, { name: 'a' }];
    expect(check({ databases: names, roles: names })).toEqual([
      'postgresql.databases[0].name: "app" exists already; its extensions are in postgresql.extensions; use another name',
      'postgresql.databases[2].name: Duplicate name "a"',
      'postgresql.roles[0].name: "app" exists already, with the rights of the owner; use another name',
      'postgresql.roles[2].name: Duplicate name "a"',
    ]);
  });

  it('reports roles that do not exist, and a role that would be in itself', () => {
    const lists = {
      databases: [{ name: 'reports', owner: 'writer' }],
      roles: [{ name: 'reader', inRoles: ['reader', 'writer'] }],
    };
    expect(check(lists)).toEqual([
      'postgresql.databases[0].owner: Unknown role "writer"; use one of postgresql.roles, or postgresql.owner',
      'postgresql.roles[0].inRoles[0]: Unknown role "reader"; use one of postgresql.roles, or postgresql.owner',
      'postgresql.roles[0].inRoles[1]: Unknown role "writer"; use one of postgresql.roles, or postgresql.owner',
    ]);
  });

  it('leaves values of a wrong type to the schema', () => {
    const wrong = [5, { name: 5 }, null, { name: 'a', owner: 5, inRoles: [5] }];
    expect(check({ databases: wrong, roles: wrong })).toEqual([]);
    expect(check({ databases: 'x', roles: { name: 'a' } })).toEqual([]);
  });
});

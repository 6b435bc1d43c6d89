using System.Text.Json;
using Microsoft.Data.Sqlite;
using Millrace.Sandbox.StandIns.Store;

namespace Millrace.Sandbox.Roles;

/// <summary>Declared roles and temporary credentials.</summary>
internal sealed class RoleTable(Sql sql)
{
    public const string Format1 = """
        CREATE TABLE IF NOT EXISTS role (arn TEXT PRIMARY KEY, external_id TEXT, allows_tags INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS session (
            access_key TEXT PRIMARY KEY, secret TEXT NOT NULL, token TEXT NOT NULL, role_arn TEXT NOT NULL, name TEXT NOT NULL,
            assumed_role_id TEXT NOT NULL, external_id TEXT, tags TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS session_expiry ON session (expires);

        """;

    private const string Columns = "access_key, secret, token, role_arn, name, assumed_role_id, external_id, tags, expires";

    public Role? Find(string arn) =>
        sql.All("SELECT arn, external_id, allows_tags FROM role WHERE arn = $1", ReadRole, arn).FirstOrDefault();

    public List<Role> All() => sql.All("SELECT arn, external_id, allows_tags FROM role ORDER BY arn", ReadRole);

    public void Set(Role role) =>
        sql.Run(
            "INSERT OR REPLACE INTO role (arn, external_id, allows_tags) VALUES ($1, $2, $3)",
            role.Arn,
            role.ExternalId,
            role.AllowsTags
        );

    public long Count() => sql.Number("SELECT count(*) FROM role");

    /// <summary>Those that end last first.</summary>
    public List<RoleSession> Sessions(int max) =>
        sql.All($"SELECT {Columns} FROM session ORDER BY expires DESC LIMIT $1", ReadSession, max);

    /// <summary>Keeps a session, and forgets those that ended before a time.</summary>
    public void Add(RoleSession session, long endedBeforeMs)
    {
        sql.Run("DELETE FROM session WHERE expires < $1", endedBeforeMs);
        sql.Run(
            $"INSERT INTO session ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            session.AccessKey,
            session.SecretKey,
            session.Token,
            session.RoleArn,
            session.SessionName,
            session.AssumedRoleId,
            session.ExternalId,
            JsonSerializer.Serialize(session.Tags),
            session.ExpiresMs
        );
    }

    public RoleSession? Session(string accessKey) =>
        sql.All($"SELECT {Columns} FROM session WHERE access_key = $1", ReadSession, accessKey).FirstOrDefault();

    private static Role ReadRole(SqliteDataReader row) =>
        new(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetBoolean(2));

    private static RoleSession ReadSession(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(7))!,
            row.GetInt64(8)
        );
}

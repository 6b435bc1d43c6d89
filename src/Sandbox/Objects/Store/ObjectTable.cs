using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Millrace.Sandbox.StandIns.Store;

namespace Millrace.Sandbox.Objects.Store;

/// <summary>Buckets and their objects.</summary>
internal sealed class ObjectTable(Sql sql)
{
    public const string Format1 = """
        CREATE TABLE IF NOT EXISTS bucket (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, region TEXT NOT NULL, created INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS object (
            bucket INTEGER NOT NULL, key TEXT NOT NULL, etag TEXT NOT NULL, headers TEXT NOT NULL, modified INTEGER NOT NULL,
            body BLOB NOT NULL, PRIMARY KEY (bucket, key));

        """;

    private const string Columns = "key, length(body), etag, headers, modified";

    public BucketRow? Find(string name) =>
        sql.All("SELECT id, name, region, created FROM bucket WHERE name = $1", ReadBucket, name).FirstOrDefault();

    public List<BucketRow> Buckets() => sql.All("SELECT id, name, region, created FROM bucket ORDER BY name", ReadBucket);

    public long Count() => sql.Number("SELECT count(*) FROM bucket");

    public void Create(string name, string region, long nowMs) =>
        sql.Run("INSERT INTO bucket (name, region, created) VALUES ($1, $2, $3)", name, region, nowMs);

    /// <summary>Puts an object in the place of one with the same key.</summary>
    public StoredObject Put(BucketRow bucket, string key, byte[] body, IReadOnlyDictionary<string, string> headers, long nowMs)
    {
        var etag = Convert.ToHexStringLower(MD5.HashData(body));
        sql.Run(
            "INSERT OR REPLACE INTO object (bucket, key, etag, headers, modified, body) VALUES ($1, $2, $3, $4, $5, $6)",
            bucket.Id,
            key,
            etag,
            JsonSerializer.Serialize(headers),
            nowMs,
            body
        );
        return new(key, body.Length, etag, headers, nowMs);
    }

    public StoredObject? Find(BucketRow bucket, string key) =>
        sql.All($"SELECT {Columns} FROM object WHERE bucket = $1 AND key = $2", ReadObject, bucket.Id, key).FirstOrDefault();

    /// <param name="first">From which byte on, the first is 0.</param>
    public byte[] Body(BucketRow bucket, string key, long first, long count) =>
        count == 0
            ? []
            : sql.All(
                "SELECT substr(body, $3 + 1, $4) FROM object WHERE bucket = $1 AND key = $2",
                row => (byte[])row.GetValue(0),
                bucket.Id,
                key,
                first,
                count
            )[0];

    public void Delete(BucketRow bucket, string key) =>
        sql.Run("DELETE FROM object WHERE bucket = $1 AND key = $2", bucket.Id, key);

    /// <summary>Objects in the order of their keys' bytes, after a text and with a beginning.</summary>
    public List<StoredObject> List(BucketRow bucket, string prefix, string after, int max) =>
        sql.All(
            $"""
            SELECT {Columns} FROM object
            WHERE bucket = $1 AND key >= $2 AND key > $3 AND substr(key, 1, length($2)) = $2 ORDER BY key LIMIT $4
            """,
            ReadObject,
            bucket.Id,
            prefix,
            after,
            max
        );

    private static BucketRow ReadBucket(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3));

    private static StoredObject ReadObject(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetInt64(1),
            row.GetString(2),
            JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(3))!,
            row.GetInt64(4)
        );
}

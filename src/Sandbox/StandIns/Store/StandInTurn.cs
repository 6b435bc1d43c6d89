using Millrace.Sandbox.Objects.Store;
using Millrace.Sandbox.Roles;
using Millrace.Sandbox.Streams.Store;

namespace Millrace.Sandbox.StandIns.Store;

/// <summary>
/// A transaction over objects, streams and roles: they share a file, so that a stream's records become an object in one write.
/// </summary>
internal sealed class StandInTurn(Sql sql, AwsStandInOptions options, TimeProvider wallTime) : IStoreTurn
{
    public const string Tables = ObjectTable.Format1 + StreamTable.Format1 + RoleTable.Format1;

    /// <summary>Milliseconds since 1970, read once a transaction.</summary>
    public long NowMs { get; private set; }

    public ObjectTable Objects { get; } = new(sql);

    public StreamTable Streams { get; } = new(sql, options);

    public RoleTable Roles { get; } = new(sql);

    public void Begin() => NowMs = wallTime.GetUtcNow().ToUnixTimeMilliseconds();

    public void Forget() => Streams.Forget();
}

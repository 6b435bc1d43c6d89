namespace Millrace.Unit.Server;

/// <summary>What a caller has to show.</summary>
internal enum CallAccess
{
    /// <summary>Nothing.</summary>
    Anybody,

    /// <summary>The credentials or the token are in the body or the query.</summary>
    Bearer,

    /// <summary>An access token with its client.</summary>
    Client,

    /// <summary>The same, and an account that the user granted to the client.</summary>
    Account,

    IngestKey,
}

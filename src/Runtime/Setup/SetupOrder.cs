using Millrace.Contracts.Policies;
using Millrace.Contracts.Realms;

namespace Millrace.Runtime.Setup;

/// <summary>What a subscriber wants to make in its AWS account for one dataset of one realm.</summary>
/// <param name="Publisher">Whom its policies admit.</param>
/// <param name="IsStream">A Firehose stream to S3 with its roles, else a queue.</param>
/// <param name="ExternalId">The id of the API client, asked for by the roles of a stream; null: a parameter of the template.</param>
public sealed record SetupOrder(string Dataset, Realm Realm, Publisher Publisher, bool IsStream, string? ExternalId = null)
{
    /// <summary>Of the queue or the stream, and what the names of the roles begin with.</summary>
    public string Name => $"{Realm.Id}-{Dataset}";

    /// <summary>Whether the roles ask for the external id: the original gives none.</summary>
    public bool AsksExternalId => IsStream && Publisher.Profile == PolicyProfile.Production;
}

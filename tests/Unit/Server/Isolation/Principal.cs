using Millrace.Runtime.Accounts;

namespace Millrace.Unit.Server.Isolation;

/// <summary>A user at a client: whose subscriptions are nobody else's.</summary>
/// <param name="Mark">Stands in everything that is this principal's alone: notes, names of queues.</param>
internal sealed record Principal(Issued<ApiClient> Client, string User, string Mark)
{
    public string ClientId => Client.Thing.ClientId;
}

namespace Millrace.Contracts.Realms;

/// <summary>A set of marketplaces behind one API host, with the AWS region that its queues must be in.</summary>
/// <param name="Id">NA, EU, FE, or a deployment's own.</param>
/// <param name="ApiHost">The host name clients of the original call.</param>
/// <param name="AwsRegion">The only region in which a destination of this realm may be (contract, 2.1).</param>
public sealed record Realm(string Id, string ApiHost, string AwsRegion)
{
    /// <summary>The realm of an id that was checked before.</summary>
    public static Realm Of(string id) => BuiltIn.First(realm => realm.Id == id);

    public static IReadOnlyList<Realm> BuiltIn { get; } =
    [
        new("NA", "advertising-api.amazon.com", "us-east-1"),
        new("EU", "advertising-api-eu.amazon.com", "eu-west-1"),
        new("FE", "advertising-api-fe.amazon.com", "us-west-2"),
    ];
}

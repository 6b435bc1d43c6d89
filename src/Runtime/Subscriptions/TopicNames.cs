using Millrace.Contracts.Datasets;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Accounts;

namespace Millrace.Runtime.Subscriptions;

/// <summary>What the topics of a deployment are called; without settings, as the original's (contract, 2.2 and 2.3).</summary>
public sealed record TopicNames
{
    /// <summary>AWS accounts of 12 digits by dataset and realm, in place of the contract's.</summary>
    public IReadOnlyDictionary<(string Dataset, string Realm), string> Publishers { get; init; } =
        new Dictionary<(string Dataset, string Realm), string>();

    public string Prefix { get; init; } = "FEADMessageDeliveryTopic";

    /// <summary>The AWS account whose topics a dataset has in a realm; null where it has none.</summary>
    public string? Owner(string dataset, string realm) =>
        Publishers.GetValueOrDefault((dataset, realm)) ?? TopicAccounts.Find(dataset, realm);

    /// <summary>Null where the dataset has no topics in the account's realm.</summary>
    public string? Arn(Account account, string dataset) =>
        Owner(dataset, account.Realm) is { } owner
            ? $"arn:aws:sns:{Realm.Of(account.Realm).AwsRegion}:{owner}:{Prefix}-{dataset}-{account.Marketplace}-{account.EntityId}"
            : null;
}

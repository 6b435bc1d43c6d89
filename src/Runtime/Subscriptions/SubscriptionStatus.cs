namespace Millrace.Runtime.Subscriptions;

/// <summary>Where a subscription stands (contract, 1.6). The numbers are stored.</summary>
public enum SubscriptionStatus
{
    /// <summary>Stored together with the intent to send the confirmation.</summary>
    Provisioning = 1,

    /// <summary>The confirmation is in the queue.</summary>
    PendingConfirmation = 2,

    Active = 3,

    /// <summary>Ended by its owner; nothing brings it back.</summary>
    Archived = 4,

    /// <summary>Nobody confirmed in time.</summary>
    FailedConfirmation = 5,

    /// <summary>The destination did not admit the service, or did not take the confirmation, in the time for that.</summary>
    FailedProvisioning = 6,

    /// <summary>
    /// The destination took nothing for as long as is borne, or the user's grant was taken back. Its owner may resume it.
    /// </summary>
    Suspended = 7,
}

using Millrace.Runtime.Ports;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>What tests ask of outcomes.</summary>
internal static class OutcomeExpectations
{
    public static void ShouldBeDelivered(this DeliveryOutcome outcome) => outcome.ShouldBeOfType<DeliveryOutcome.Delivered>();

    public static void ShouldGoAgain(this DeliveryOutcome outcome, string why) =>
        outcome.ShouldBeOfType<DeliveryOutcome.RetryAfter>().Why.ShouldContain(why, Case.Sensitive);

    public static void ShouldBeRefused(this DeliveryOutcome outcome, string why) =>
        outcome.ShouldBeOfType<DeliveryOutcome.Refused>().Why.ShouldContain(why, Case.Sensitive);
}

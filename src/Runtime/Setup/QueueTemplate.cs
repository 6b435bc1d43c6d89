using System.Text.Json.Nodes;
using Millrace.Contracts.Policies;

namespace Millrace.Runtime.Setup;

/// <summary>A queue with its policy.</summary>
internal static class QueueTemplate
{
    /// <summary>14 days, the most there is: what nobody receives meanwhile is lost.</summary>
    private const int RetentionSeconds = 1_209_600;

    public static JsonObject CloudFormation(SetupOrder order) =>
        new()
        {
            ["AWSTemplateFormatVersion"] = "2010-09-09",
            ["Description"] = $"A queue for {order.Dataset} in {order.Realm.Id}: make the stack in {order.Realm.AwsRegion}.",
            ["Parameters"] = new JsonObject
            {
                ["QueueName"] = new JsonObject { ["Type"] = "String", ["Default"] = order.Name },
            },
            ["Resources"] = new JsonObject
            {
                ["Queue"] = new JsonObject
                {
                    ["Type"] = "AWS::SQS::Queue",
                    ["Properties"] = new JsonObject
                    {
                        ["QueueName"] = new JsonObject { ["Ref"] = "QueueName" },
                        ["MessageRetentionPeriod"] = RetentionSeconds,
                        ["SqsManagedSseEnabled"] = true,
                    },
                },
                ["QueuePolicy"] = new JsonObject
                {
                    ["Type"] = "AWS::SQS::QueuePolicy",
                    ["Properties"] = new JsonObject
                    {
                        ["Queues"] = new JsonArray(new JsonObject { ["Ref"] = "Queue" }),
                        ["PolicyDocument"] = PolicyText.OfQueue(order.Publisher, Template.Arn("Queue")),
                    },
                },
            },
            ["Outputs"] = new JsonObject { ["QueueArn"] = Template.Output(Template.Arn("Queue")) },
        };

    public static string Terraform(SetupOrder order) =>
        $$"""
            # A queue for {{order.Dataset}} in {{order.Realm.Id}}: apply it in {{order.Realm.AwsRegion}}.

            resource "aws_sqs_queue" "millrace" {
              name                      = "{{order.Name}}"
              message_retention_seconds = {{RetentionSeconds}}
              sqs_managed_sse_enabled   = true
            }

            resource "aws_sqs_queue_policy" "millrace" {
              queue_url = aws_sqs_queue.millrace.id
              policy    = {{Setup.Terraform.Policy(PolicyText.OfQueue(order.Publisher, "${aws_sqs_queue.millrace.arn}"))}}
            }
            """
        + "\n"
        + Setup.Terraform.Output("queue_arn", "aws_sqs_queue.millrace.arn");
}
